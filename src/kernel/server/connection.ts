/** The connection file that Jupyter hands to a kernel. */
import { readFileSync, statSync } from "node:fs";

export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly signature_scheme: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
}

export function readConnection(file: string): Connection {
  const connection = JSON.parse(readFileSync(file, "utf8")) as Connection;
  if (connection.signature_scheme && !/^hmac-/.test(connection.signature_scheme)) {
    throw new Error(`${file}: unknown signature scheme ${connection.signature_scheme}`);
  }
  // Whoever reads the key can run code here: Jupyter writes the file for its owner alone.
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
    console.error(`${file} can be read by other users of this computer; chmod 600 makes it yours alone.`);
  }
  return connection;
}

/** The address of one of the five sockets. */
export function endpoint({ transport, ip }: Connection, port: number): string {
  return transport === "ipc" ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`;
}
