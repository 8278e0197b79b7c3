import { readdirSync, readFileSync } from "node:fs";
import { bn, data } from "gradbook";
import { describe, expect, it } from "vitest";

const folder = "share/networks";

describe("data.network", () => {
  it("reads every network that comes with the package, and each has its author named", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".bif"));
    expect(files.map((file) => file.replace(".bif", "")).sort()).toEqual([...data.networkNames].sort());
    const readme = readFileSync(`${folder}/README.md`, "utf8");
    for (const name of data.networkNames) {
      const net = data.network(name);
      expect(net.name).toBe(name);
      expect(readme).toContain(`| ${name} | ${net.nodes.length} | ${net.edges.length} |`);
    }
  });

  it("gives a network of the library's own class, and a fresh one each time", () => {
    const net = data.network("asia");
    expect(net).toBeInstanceOf(bn.BayesianNetwork);
    net.removeEdge("smoke", "lung");
    expect(data.network("asia").parents("lung")).toEqual(["smoke"]);
  });

  it("answers an unknown name with those that there are", () => {
    expect(() => data.network("aisa" as "asia")).toThrow(/no network 'aisa'; there are cancer, .*asia/);
  });
});
