// Starting: with nothing, with a large store that was closed, and with one that was killed.
import { closeSync, openSync, readSync } from 'node:fs';
import { anonymousMb, dropFromPageCache } from '../processes.mjs';
import { tailOf } from '../tail.mjs';

const bodyBytes = 4096;

// Large and few at a time: a broker that is busy for 200 ms at the end of a segment refuses what waits meanwhile.
const filling = { batch: 128, conns: 2, inflight: 1 };

export default {
  name: 'start',
  title: 'Start',
  note: 'Until the server is ready (of Apache: name server and broker), the store taken out of the page cache before. '
    + 'After kill -9 the log must be checked from the last segment that begins before the checkpoint: `tail` is that '
    + 'much, `read` how long one sequential pass over it takes from the same cold disk. Memory is what the server holds '
    + 'after the start, and after sends and a catch-up of 200,000 messages.',
  ownServer: true,
  once: true,
  columns: [
    { key: 'seconds', title: 'start s', digits: 2 },
    { key: 'tailMb', title: 'tail MB', plain: true },
    { key: 'readSeconds', title: 'read s', digits: 2, plain: true },
    { key: 'anonymousMb', title: 'anonymous MB' },
    { key: 'loadedMb', title: 'MB under load' },
    { key: 'stopSeconds', title: 'stop s', digits: 2 },
  ],
  /** Empty, clean and killed, with one store, which is too large to be written more than once. */
  async *run(server, { seconds, gib }) {
    const empty = { anonymousMb: anonymousMb(server.pid), stopSeconds: await server.stop() };
    yield ['empty', { seconds: await server.start(), ...empty }];

    const size = `${gib} GiB`;
    await server.fill('large', gib * 2 ** 30 / (bodyBytes + 200), bodyBytes, filling);
    const stopSeconds = await server.stop();
    await dropFromPageCache(server.store);
    const clean = { seconds: await server.start(), anonymousMb: anonymousMb(server.pid), stopSeconds };
    yield [`${size}, stopped`, { ...clean, loadedMb: await loaded(server, seconds) }];

    const sending = server.load('send', '-topic', 'large', '-conns', 4, '-inflight', 64, '-warmup', 0,
      '-seconds', seconds + 3).catch(() => null);   // its broker is killed
    await new Promise(resume => setTimeout(resume, seconds * 1000));
    await server.kill();
    await sending;
    await dropFromPageCache(server.store);
    const tail = tailOf(server.store);
    const readSeconds = read(tail);
    await dropFromPageCache(server.store);
    const tailMb = tail.reduce((sum, part) => sum + part.bytes, 0) / 1e6;
    const killed = { seconds: await server.start(), readSeconds, tailMb, anonymousMb: anonymousMb(server.pid) };
    yield [`${size}, killed`, { ...killed, loadedMb: await loaded(server, seconds) }];
  },
};

async function loaded(server, seconds) {
  await server.load('send', '-topic', 'loaded', '-conns', 4, '-inflight', 64, '-warmup', 1, '-seconds', seconds);
  await server.fill('loaded', 200_000, 1024);
  await server.load('pull', '-topic', 'loaded', '-create=false', '-seconds', 60);
  return anonymousMb(server.pid);
}

function read(tail) {
  const buffer = Buffer.alloc(1 << 20);
  const from = performance.now();
  for (const { path, bytes } of tail) {
    const file = openSync(path, 'r');
    for (let at = 0; at < bytes;) at += readSync(file, buffer, 0, Math.min(buffer.length, bytes - at), at);
    closeSync(file);
  }
  return (performance.now() - from) / 1000;
}
