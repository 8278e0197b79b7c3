#!/usr/bin/env node
// The entrance of every command. Written in the JavaScript of 2009, so that a Node that is too old says so instead of
// failing on syntax that it cannot read.
var needed = 20;
var major = Number(process.versions.node.split(".")[0]);
if (major < needed) {
  console.error(
    "Gradbook needs Node " +
      needed +
      " or newer, and this is Node " +
      process.versions.node +
      ".\n" +
      "Install the current version from https://nodejs.org (or with your version manager: nvm install --lts), then try again.",
  );
  process.exit(1);
}
require("./load.cjs");
