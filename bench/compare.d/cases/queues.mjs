// Many queues, all of them written to.
import { setTimeout as sleep } from 'node:timers/promises';
import { sample } from '../processes.mjs';

const queuesPerTopic = 100;
const warmUpSeconds = 12;   // each queue has its file then
const restSeconds = 40;     // ext4 passes over inodes that were deleted less than 35 s ago, at a price for each new file

export default {
  name: 'queues',
  title: 'Many queues',
  note: 'Sends of 1 KiB (4 connections, 64 in flight) by turns to every queue, topics of 100 queues, after 12 s in '
    + 'which their files are made. Then a clean stop and a start.',
  ownServer: true,
  once: true,
  columns: [
    { key: 'rate', title: 'messages/s' },
    { key: 'p99', title: 'p99 µs' },
    { key: 'cpu', title: 'CPU µs', digits: 2 },
    { key: 'descriptors', title: 'file descriptors' },
    { key: 'anonymousMb', title: 'anonymous MB' },
    { key: 'createSeconds', title: 'create s', digits: 2 },
    { key: 'stopSeconds', title: 'stop s', digits: 2 },
    { key: 'startSeconds', title: 'start s', digits: 2 },
  ],
  rows: [1000, 10_000, 50_000].map(queues =>
    [`${queues.toLocaleString('en')} queues`, (server, { seconds }) => spread(server, queues, seconds)]),
};

async function spread(server, queues, seconds) {
  await sleep(restSeconds * 1000);
  await server.warmUp(server.warmSeconds / 2);
  const seen = await server.load('fanout', '-topic', 'many', '-topics', queues / queuesPerTopic,
    '-queues', queuesPerTopic, '-conns', 4, '-inflight', 64, '-warmup', warmUpSeconds, '-seconds', seconds, '-check=false');
  const { send } = seen;
  const failed = Object.values(send.errors ?? {}).reduce((sum, count) => sum + count, 0) + send.unanswered;
  if (failed > send.ok / 100) {
    throw new Error(`${failed} of ${send.sent} sends failed: ${JSON.stringify(send.remarks ?? send.dead_by)}`);
  }
  const { descriptors, anonymousMb } = sample(server.pid);
  const figures = {
    rate: send.rate, p99: send.latency_us.p99, cpu: send.server.cpu_us_per_msg,
    descriptors, anonymousMb, createSeconds: seen.create_s, stopSeconds: await server.stop(),
  };
  try {
    return { ...figures, startSeconds: await server.start() };
  } catch (error) {
    return { ...figures, problem: `stopped, and then ${error.message}` };   // what it did before still counts
  }
}
