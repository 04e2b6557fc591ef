// What every browser test stands on: the programs it runs, and how it says what it found.
//
// QINGHUO_BINARY and QINGHUO_CHROMIUM say what to run; SHOTS=DIR keeps a picture of every page.
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = process.env.QINGHUO_BINARY ?? 'target/debug/qinghuo';
export const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

export const folder = () => mkdtempSync(join(tmpdir(), 'qinghuo-walk-'));

let passed = 0;
let failed = 0;
export async function check(what, work) {
  try {
    await work();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${what}: ${error.message ?? error}`);
  }
}
export function equal(found, wanted) {
  if (found !== wanted) throw new Error(`found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}
export function holds(text, wanted) {
  if (!text.includes(wanted)) throw new Error(`${JSON.stringify(wanted)} is not in ${JSON.stringify(text.slice(0, 300))}`);
}
export function report() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

// Serves the ledger of QINGHUO_DATA until it is stopped, which removes the ledger. `told` is what the program has said.
export async function serve(env, options = []) {
  const server = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--requests-a-second', '0', ...options], { env });
  let told = '';
  const address = await new Promise((resolve, reject) => {
    server.on('exit', (code) => reject(new Error(`the server stopped with ${code}: ${told}`)));
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (text) => {
        told += text;
        const found = told.match(/http:\/\/127\.0\.0\.1:\d+/);
        if (found) resolve(found[0]);
      });
    }
  });
  const stop = async () => {
    server.removeAllListeners('exit');
    const stopped = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await stopped;
    rmSync(env.QINGHUO_DATA, { recursive: true, force: true });
  };
  return { address, stop, told: () => told };
}

export const launch = () => chromium.launch({
  executablePath: process.env.QINGHUO_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
