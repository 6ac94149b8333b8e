// Prints the files that the server reads, one a line, relative to the working directory: what its modules
// require of each other, and what they name by a path.
const { nodeFileTrace } = require('@vercel/nft');

async function main() {
  const { fileList } = await nodeFileTrace(['node_modules/nocodb/dist/bundle.js', 'node_modules/express/index.js'], {
    // Whole directories that a module may read from are build's to name: they were every language of every
    // library.
    analysis: { emitGlobs: false },
  });
  for (const file of [...fileList].sort()) console.log(file);
}

main();
