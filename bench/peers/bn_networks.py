"""What the Python peers read: networks from one of several folders, and options."""
import glob, gzip, json, os, statistics, tempfile, time


def options(arguments):
    return dict(one[2:].split("=", 1) for one in arguments if one.startswith("--") and "=" in one)


def path_of(folders, name):
    """The file of a network, unzipped, in one of `folders` (separated as in PATH)."""
    folder = next(f for f in folders.split(os.pathsep) if glob.glob(os.path.join(f, name + ".bif*")))
    path = os.path.join(folder, name + ".bif")
    return path if os.path.exists(path) else unzipped(path + ".gz", name + ".bif")


def unzipped(file, name):
    path = os.path.join(tempfile.mkdtemp(), name)
    with gzip.open(file, "rb") as packed, open(path, "wb") as plain:
        plain.write(packed.read())
    return path


def median(act, seconds, most=500):
    """Median milliseconds of at least three calls (one, if it takes more than ten seconds), and what the first call gave."""
    times, first, end = [], None, time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end and len(times) < most:
        start = time.perf_counter()
        result = act(len(times))
        times.append(time.perf_counter() - start)
        first = result if len(times) == 1 else first
        if times[0] > 10:
            break
    return 1e3 * statistics.median(times), first


def say(workload, value, unit, **more):
    print(json.dumps({"workload": workload, "value": value, "unit": unit, **more}), flush=True)
