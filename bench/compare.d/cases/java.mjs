// The ordinary Java client: what an unchanged application sees.
import { sample } from '../processes.mjs';

const messages = 50_000;

export default {
  name: 'java',
  title: 'Upstream\'s Java client',
  note: 'Synchronous sends of 1 KiB by 16 threads, then a push consumer that catches up with 50,000 others. The client '
    + 'needs most of the CPU.',
  columns: [
    { key: 'rate', title: 'messages/s' },
    { key: 'p50', title: 'p50 µs' },
    { key: 'p99', title: 'p99 µs' },
    { key: 'cpu', title: 'broker CPU µs', digits: 1 },
    { key: 'errors', title: 'errors', plain: true },
  ],
  async *run(server, { seconds }) {
    const sent = await server.javaClient('produce', '--topic', 'java', '--queues', 8, '--size', 1024, '--threads', 16,
      '--mode', 'sync', '--seconds', seconds, '--warmup', 3);
    const { p50, p99 } = sent.latencyMicros;
    yield ['produce', { rate: sent.rate, p50, p99, errors: sent.errors }];

    await server.fill('java-backlog', messages, 1024);
    const before = sample(server.pid);
    const received = await server.javaClient('consume', '--topic', 'java-backlog', '--group', `java-${Date.now()}`,
      '--count', messages, '--threads', 20, '--pull-batch', 32, '--seconds', 60);
    const used = (sample(server.pid).cpuSeconds - before.cpuSeconds) * 1e6 / received.count;
    yield ['consume', { rate: received.rate, cpu: used, errors: received.errors }];
  },
};
