// Runs a command of the lab under the Node it is made for, installing what is missing first.
// Plain JavaScript without dependencies: nothing is installed yet when it starts, and an old Node must be able to read it.
const major = Number(process.versions.node.split('.')[0]);
if (major >= 20) {
  import('./bootstrap/run.mjs').then((run) => run.runBootstrap(process.argv.slice(2)));
} else {
  console.error(
    `This is Node ${process.versions.node}; the lab starts from Node 20 on. ` +
      'Install a newer one (Debian 13 and Ubuntu 25.04 have it: apt-get install nodejs npm; else nodejs.org), then run the same command again.',
  );
  process.exitCode = 1;
}
