'use strict';

// Runs one scenario: `node scenarios/NAME.js HOST:PORT`. Ends with code 0 and the line "ok", or with code 1 and the reason.

const LIMIT_MS = 60000;

/**
 * @param {function(object): Promise<void>} body gets the scenario's kit: names, producers, consumers, cleaning up
 */
function scenario(body) {
  const nameServer = process.argv[2];
  if (!nameServer) {
    console.error('usage: node scenarios/NAME.js NAMESRV_HOST:PORT');
    process.exit(2);
  }

  const { Kit } = require('./kit');
  const kit = new Kit(nameServer);
  const limit = setTimeout(() => fail(new Error(`still running after ${LIMIT_MS} ms`)), LIMIT_MS);
  const fail = error => {
    console.error(error.stack || error);
    process.exit(1);
  };
  process.on('unhandledRejection', fail);

  body(kit)
    .then(() => kit.close())
    .then(() => {
      clearTimeout(limit);
      console.log('ok');
      process.exit(0);
    })
    .catch(fail);
}

module.exports = { scenario };
