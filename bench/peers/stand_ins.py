"""Lets PyTorch's Linux wheel run on a machine without CUDA, and without gigabytes of CUDA libraries.

The wheel on PyPI names the CUDA libraries as needed even where only the CPU is used. This program reads from the wheel's
own libraries which files they need and which symbols they expect in each, and compiles a stand-in for every file that is
missing: each of its functions returns an error ("no device"), so that PyTorch finds no GPU and goes on with the CPU.
Nothing of the CPU's side is touched.

usage: python stand_ins.py SITE_PACKAGES/torch COMPILER...      (Linux only; say: gcc, or: python -m ziglang cc)
"""

import collections
import ctypes
import mmap
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

DYNAMIC, DYNAMIC_SYMBOLS, VERSION_NEEDS, VERSION_NUMBERS = 6, 11, 0x6FFFFFFE, 0x6FFFFFFF
NEEDED = 1
CUDA_SYMBOL = re.compile(r"_?p?(cu[A-Za-z]|nccl|nv[A-Z_a-z]|kineto_cu)\w*$")
NO_DEVICE = 100  # cudaErrorNoDevice, and CUDA_ERROR_NO_DEVICE


class Library:
    """What the dynamic linker will want of one ELF file (64 bits, little endian)."""

    def __init__(self, path):
        with path.open("rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table, size, count = *struct.unpack_from("<Q", self.data, 40), *struct.unpack_from("<HH", self.data, 58)
        # kind, flags, address, offset, size, link
        self.sections = [struct.unpack_from("<4xIQQQQI", self.data, table + i * size) for i in range(count)]
        self.needed = [self.text(link, value) for tag, value, link in self.dynamic() if tag == NEEDED]
        self.versions = self.read_versions()
        self.wanted, self.defined = self.read_symbols()

    def section(self, kind):
        return next((section for section in self.sections if section[0] == kind), None)

    def text(self, link, offset):
        start = self.sections[link][3] + offset
        return self.data[start : self.data.find(b"\0", start)].decode()

    def dynamic(self):
        _, _, _, offset, size, link = self.section(DYNAMIC)
        for at in range(offset, offset + size, 16):
            yield (*struct.unpack_from("<QQ", self.data, at), link)

    def read_versions(self):
        """Which number of the symbol table stands for which (file, version)."""
        found, section = {}, self.section(VERSION_NEEDS)
        if section is None:
            return found
        _, _, _, at, _, link = section
        while True:
            count, file, first, following = struct.unpack_from("<HIII", self.data, at + 2)
            entry = at + first
            for _ in range(count):
                number, name, step = struct.unpack_from("<HII", self.data, entry + 6)
                found[number & 0x7FFF] = (self.text(link, file), self.text(link, name))
                entry += step
            if following == 0:
                return found
            at += following

    def read_symbols(self):
        """The undefined symbols as (name, (file, version) or None), and the names of the defined ones."""
        wanted, defined, section = set(), set(), self.section(DYNAMIC_SYMBOLS)
        if section is None:
            return wanted, defined
        _, _, _, offset, size, link = section
        numbers = self.section(VERSION_NUMBERS)
        for i in range(1, size // 24):
            name, _, _, index = struct.unpack_from("<IBBH", self.data, offset + 24 * i)
            number = struct.unpack_from("<H", self.data, numbers[3] + 2 * i)[0] & 0x7FFF if numbers else 0
            if index == 0:
                wanted.add((self.text(link, name), self.versions.get(number)))
            else:
                defined.add(self.text(link, name))
        return wanted, defined


def on_this_machine(file):
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def stand_ins(libraries):
    """Every missing file, with the symbols that are expected in it: `{file: {version or None: names}}`."""
    needed = {file for library in libraries.values() for file in library.needed if file not in libraries}
    missing = {file for file in needed if not on_this_machine(file)}
    here = set().union(*(library.defined for library in libraries.values()))
    expected = {name: collections.defaultdict(set) for name in sorted(missing)}
    unnamed = set()
    for library in libraries.values():
        for name, source in library.wanted:
            if source is None and CUDA_SYMBOL.match(name) and name not in here:
                unnamed.add(name)
            elif source is not None and source[0] in expected:
                expected[source[0]][source[1]].add(name)
    # A symbol without a version may lie in any library that is loaded: one of them provides them all.
    if expected and unnamed:
        any_of_them = next((name for name in expected if name.startswith("libcudart")), next(iter(expected)))
        expected[any_of_them][None] = unnamed
    return expected


def compile_stand_in(file, versions, folder, compiler):
    names = sorted(set().union(set(), *versions.values()))
    code = "".join(f"int {name}(void) {{ return {NO_DEVICE}; }}\n" for name in names if name.isidentifier())
    named = {version: versions[version] for version in versions if version is not None}
    options = ["-shared", "-fPIC", "-w", "-nostdlib", f"-Wl,-soname,{file}"]
    with tempfile.TemporaryDirectory() as work:
        source = pathlib.Path(work, "stand_in.c")
        source.write_text(code or "int nothing;\n")
        if named:
            script = pathlib.Path(work, "versions.map")
            text = [f"{version} {{ {' '.join(f'{name};' for name in sorted(named[version]))} }};" for version in named]
            script.write_text("\n".join(text).replace("{ ", "{ global: "))
            options.append(f"-Wl,--version-script={script}")
        subprocess.run([*compiler, *options, "-o", str(folder / file), str(source)], check=True)
    print(f"{file}: {len(names)} symbols")


def main(package, *compiler):
    folder = pathlib.Path(package, "lib")
    paths = [path for path in folder.iterdir() if re.search(r"\.so(\.\d+)*$", path.name)]
    libraries = {path.name: Library(path) for path in paths}
    for file, versions in stand_ins(libraries).items():
        compile_stand_in(file, versions, folder, compiler)


main(*sys.argv[1:])
