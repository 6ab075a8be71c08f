// What /proc and perf say of a process.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { run } from './commands.mjs';

const ticksPerSecond = 100;

/** CPU seconds, context switches, anonymous memory and file descriptors of a process, now. */
export function sample(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  let switches = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8');
      for (const [, count] of status.matchAll(/ctxt_switches:\s+(\d+)/g)) switches += Number(count);
    } catch { /* a thread that has just ended */ }
  }
  return {
    at: performance.now() / 1000,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    switches,
    anonymousMb: anonymousMb(pid),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

export function anonymousMb(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/RssAnon:\s+(\d+)/)[1]) / 1024;
}

const event = 'raw_syscalls:sys_enter';
const hasPerf = spawnSync('perf', ['stat', '-e', event, '--', 'true']).status === 0;
if (!hasPerf) console.error('! perf (Debian: linux-perf) cannot count system calls here: those columns stay empty');

/**
 * Watches a process for some seconds: cores, and context switches and system calls of each second. Calls are counted in
 * the kernel; strace would stop the process at each and so measure something else. Without perf they are null.
 */
export async function watch(pid, seconds) {
  const before = sample(pid);
  let calls = null;
  if (hasPerf) {
    const counted = await run('perf', ['stat', '-x', ',', '-e', event, '-p', pid, '--', 'sleep', seconds]);
    calls = Number(counted.err.split('\n').find(line => line.includes(event))?.split(',')[0]);
    if (Number.isNaN(calls)) calls = 0;   // "<not counted>": there was none
  } else {
    await new Promise(resume => setTimeout(resume, seconds * 1000));
  }
  const after = sample(pid);
  const elapsed = after.at - before.at;
  return {
    cores: (after.cpuSeconds - before.cpuSeconds) / elapsed,
    switches: (after.switches - before.switches) / elapsed,
    calls: calls === null ? null : calls / seconds,
    anonymousMb: after.anonymousMb,
    descriptors: after.descriptors,
  };
}

/**
 * Writes all dirty pages and takes the files of a directory out of the page cache; the programs stay in it. Pages that
 * a process has touched in a mapping stay, too: stop the server first.
 */
export async function dropFromPageCache(directory) {
  await run('sync', []);
  const dropped = await run('find', [directory, '-type', 'f', '-size', '+0', '-exec',
    'dd', 'if={}', 'iflag=nocache', 'count=0', 'status=none', ';']);
  if (dropped.code !== 0) throw new Error(`the page cache was not dropped: ${dropped.err.trim().slice(-200)}`);
}
