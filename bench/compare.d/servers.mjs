// The servers that are compared: each on fresh data, stopped and started again as a case wants it.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runForJson } from './commands.mjs';

const delay = milliseconds => new Promise(resume => setTimeout(resume, milliseconds));

async function freePort() {
  for (;;) {
    const port = await new Promise(resolve => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const found = probe.address().port;
        probe.close(() => resolve(found));
      });
    });
    if (port > 30000 && port < 60000) return port;
  }
}

/** The line of a server's output that says why it failed; else the end of it. */
function reasonIn(output) {
  const lines = output.split('\n').filter(line => /Exception|Error/.test(line));
  return (lines.at(-1) ?? output.trim().slice(-200)).trim();
}

/** One server and its data. `start` and `stop` return how many seconds they took. */
class Server {
  constructor(tools) {
    this.tools = tools;
    this.directory = mkdtempSync(join(tmpdir(), `compare-${this.name}-`));
    this.raw = [];   // what the tools printed, for bench/results
  }

  async start() {
    this.port ??= await freePort();
    this.nameServerPort ??= await freePort();
    const from = performance.now();
    await this.launch();
    return (performance.now() - from) / 1000;
  }

  get nameServer() { return `127.0.0.1:${this.nameServerPort}`; }

  get address() { return `127.0.0.1:${this.port}`; }

  isAlive() {
    try { process.kill(this.pid, 0); return true; } catch { return false; }
  }

  /** The kit's load generator; throws when it fails. */
  async load(mode, ...flags) {
    const parameters = [mode, '-namesrv', this.nameServer, ...flags, '-pid', this.pid];
    return this.keep(parameters, await runForJson(`${this.tools.kit}/perf/bin/load`, parameters));
  }

  /** bench/Load. */
  async ownLoad(...parameters) {
    return this.keep(parameters, await runForJson(this.tools.load, parameters));
  }

  /** Upstream's own Java client. */
  async javaClient(...parameters) {
    const output = await runForJson(`${this.tools.kit}/bin/java-client`, [this.nameServer, ...parameters]);
    return this.keep(parameters, output);
  }

  keep(parameters, output) {
    this.raw.push({ command: parameters.join(' '), output });
    return output;
  }

  /** Batches until `count` messages are acknowledged, some more than once if refused; gives how many were. */
  async fill(topic, count, size, { batch = 32, conns = 4, inflight = 4 } = {}) {
    let stored = 0, sent;
    for (let attempt = 0; attempt < 10 && stored < count; attempt++) {
      sent = await this.load('send', '-topic', topic, '-batch', batch, '-size', size, '-conns', conns,
        '-inflight', inflight, '-count', Math.ceil((count - stored) / batch) * batch, '-warmup', 0, '-seconds', 240);
      stored += sent.acked_total;
      if (!(sent.acked_total > 0)) break;
    }
    if (!(stored >= count)) {
      throw new Error(`only ${stored} of ${count} were stored: ${JSON.stringify(sent.remarks ?? sent.dead_by)}`);
    }
    return stored;
  }

  /** Loads the code paths, so that a virtual machine has compiled them. */
  async warmUp(seconds = this.warmSeconds) {
    await this.load('send', '-topic', 'warm', '-conns', 4, '-inflight', 64, '-warmup', 0, '-seconds', seconds);
    await this.load('send', '-topic', 'warm', '-conns', 16, '-inflight', 1, '-warmup', 0, '-seconds', seconds / 2);
    await this.load('pull', '-topic', 'warm', '-create=false', '-seconds', seconds / 2);
  }

  async dispose() {
    try { await this.stop(); } finally { rmSync(this.directory, { recursive: true, force: true }); }
  }
}

export class Apache extends Server {
  get name() { return 'apache'; }

  get warmSeconds() { return 8; }

  get store() { return join(this.directory, 'broker/store'); }

  async launch() {
    const started = await run(`${this.tools.kit}/bin/cluster`,
      ['start', this.directory, '--namesrv-port', this.nameServerPort, '--port', this.port, ...this.tools.properties]);
    if (started.code !== 0) throw new Error(`it did not start: ${reasonIn(started.out + started.err)}`);
    this.pid = Number(readFileSync(join(this.directory, 'broker.pid'), 'utf8'));
  }

  async stop() {
    const from = performance.now();
    await run(`${this.tools.kit}/bin/cluster`, ['stop', this.directory]);
    return (performance.now() - from) / 1000;
  }

  async kill() {
    process.kill(this.pid, 'SIGKILL');
    while (this.isAlive()) await delay(5);
    await this.stop();   // the name server
  }
}

export class Ariane extends Server {
  get name() { return 'ariane'; }

  get warmSeconds() { return 2; }

  get store() { return join(this.directory, 'data'); }

  async launch() {
    const settings = this.tools.properties.flatMap(property => ['--set', property]);
    this.log = '';
    const parameters = ['server', '--data', this.store, '--port', this.port,
      '--namesrv-port', this.nameServerPort, ...settings];
    this.process = spawn(this.tools.ariane, parameters.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.pid = this.process.pid;
    this.ended = new Promise(resolve => this.process.on('close', resolve));
    const ready = new Promise(resolve => {
      const note = data => {
        this.log = (this.log + data).slice(-100_000);
        if (this.log.includes('ready')) resolve(true);
      };
      this.process.stdout.on('data', note);
      this.process.stderr.on('data', note);
    });
    const isReady = await Promise.race([ready, this.ended.then(() => false), delay(120_000).then(() => false)]);
    if (!isReady) throw new Error(`it did not start: ${reasonIn(this.log)}`);
  }

  async stop() {
    const from = performance.now();
    this.process.kill('SIGTERM');
    await Promise.race([this.ended, delay(120_000).then(() => this.kill())]);
    return (performance.now() - from) / 1000;
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}

export const servers = { apache: Apache, ariane: Ariane };
