// Other programs, run to their end.
import { spawn } from 'node:child_process';
import { basename } from 'node:path';

/** Runs a program; never throws for its exit code. Gives { code, out, err }. */
export function run(program, parameters, seconds = 300) {
  return new Promise(resolve => {
    const options = { stdio: ['ignore', 'pipe', 'pipe'], timeout: seconds * 1000 };
    const child = spawn(program, parameters.map(String), options);
    let out = '', err = '';
    child.stdout.on('data', data => { out += data; });
    child.stderr.on('data', data => { err += data; });
    child.on('error', error => resolve({ code: -1, out, err: String(error) }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? -1, out, err: signal ? `${err} (ended by ${signal})` : err });
    });
  });
}

/** Runs a program that prints one JSON object; throws when it fails. */
export async function runForJson(program, parameters) {
  const { code, out, err } = await run(program, parameters);
  if (code !== 0) throw new Error(`${basename(program)} ${parameters[0]}: ${(err || out).trim().slice(-300)}`);
  return JSON.parse(out.slice(out.indexOf('{')));
}
