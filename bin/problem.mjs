/** Something that stands in the learner's way: one sentence that says what, and one that says the way out. Never a stack. */
export class Problem extends Error {
  constructor(sentence, wayOut) {
    super(wayOut ? `${sentence}\n${wayOut}` : sentence);
    this.name = "Problem";
  }
}

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ProxyError|Network is unreachable|ENOTCACHED/i;
const diskFull = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/i;
const noPermission = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i;

/** What the last lines of a failed program mean to a person. `what` names the step as "Installing the Python packages". */
export function explain(what, { code, signal, output }, logFile) {
  const again = `Then run the same command again: it goes on where it stopped. The whole log is in ${logFile}.`;
  if (diskFull.test(output)) {
    return new Problem(`${what} stopped because the disk is full.`, `Free about 2 GB. ${again}`);
  }
  if (noPermission.test(output)) {
    return new Problem(
      `${what} stopped because a file or folder may not be written.`,
      `Make this folder your own, or clone Gradbook into a folder that is. ${again}`,
    );
  }
  if (noNetwork.test(output)) {
    return new Problem(
      `${what} needs the network this first time, and it cannot be reached.`,
      `Connect, or set your proxy (HTTPS_PROXY). ${again}`,
    );
  }
  if (signal)
    return new Problem(`${what} was stopped by ${signal}.`, `Run the same command again: it goes on where it stopped.`);
  const said = lastWords(output);
  return new Problem(
    `${what} failed${said ? `: ${said}` : ` with exit code ${code}.`}`,
    `The whole log is in ${logFile}.`,
  );
}

/** The line of a failed program that says most: its last error, or else its last line. */
function lastWords(output) {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const error = lines.findLast((line) => /error/i.test(line) && !/complete log|A complete log/i.test(line));
  return (error ?? lines.at(-1) ?? "").slice(0, 300);
}

/** An error of the file system in words; any other error as it is. */
export function explainFileError(error, folder) {
  const code = error?.code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Problem(
      "The disk is full.",
      "Free about 2 GB, then run the same command again: it goes on where it stopped.",
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new Problem(
      `Gradbook may not write ${error.path ?? `in ${folder}`}.`,
      "Make this folder your own, or clone Gradbook into a folder that is, then run the same command again.",
    );
  }
  return error;
}
