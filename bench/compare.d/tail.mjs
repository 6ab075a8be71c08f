// Which part of a commit log has to be read after a crash.
import { closeSync, fstatSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const storeTimestampAt = 56;   // in a record: store/.../store/MessageExtEncoder.java
const blockBytes = 64 * 1024;

/**
 * The segments from the last one that begins before the checkpoint, each as far as it is written: { path, bytes }.
 * The checkpoint holds three big-endian int64 milliseconds, of log, queues and index; 3 s are taken off for safety
 * (store/.../store/StoreCheckpoint.java), and the index counts only with messageIndexSafe, which is not the default.
 */
export function tailOf(store) {
  const checkpoint = readFileSync(join(store, 'checkpoint'));
  const safe = Math.min(Number(checkpoint.readBigInt64BE(0)), Number(checkpoint.readBigInt64BE(8))) - 3000;
  const tail = [];
  for (const name of readdirSync(join(store, 'commitlog')).sort().reverse()) {
    const path = join(store, 'commitlog', name);
    const file = openSync(path, 'r');
    const first = readAt(file, 0, 64);
    const bytes = writtenBytes(file);
    closeSync(file);
    if (bytes === 0) continue;   // allocated ahead
    tail.unshift({ path, bytes });
    if (Number(first.readBigInt64BE(storeTimestampAt)) <= safe) break;
  }
  return tail;
}

/** Where the blocks of zeros begin that end a segment. */
function writtenBytes(file) {
  let written = 0, end = Math.floor(fstatSync(file).size / blockBytes);
  while (written < end) {
    const middle = (written + end) >> 1;
    if (readAt(file, middle * blockBytes, blockBytes).some(byte => byte !== 0)) written = middle + 1;
    else end = middle;
  }
  return written * blockBytes;
}

function readAt(file, position, bytes) {
  const buffer = Buffer.alloc(bytes);
  readSync(file, buffer, 0, bytes, position);
  return buffer;
}
