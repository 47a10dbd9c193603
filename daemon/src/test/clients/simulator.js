// Starts `earshot simulator` as a process and tells its URL. EARSHOT_SIMULATOR is the shell command that starts it;
// what it needs is added here.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, '../../../target/earshot/bin/earshot');
const command = process.env.EARSHOT_SIMULATOR || `'${built}' simulator`;

/** With `tls`, the certificate to trust comes along as `ca`. */
export async function startSimulator({ tls = false } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'earshot-clients-'));
  const caFile = join(scratch, 'ca.pem');
  const scenario = join(here, 'scenario.toml');
  const secured = tls ? ` --tls --ca-out '${caFile}'` : '';
  const child = spawn('sh', ['-c', `exec ${command} --listen 127.0.0.1:0 --scenario '${scenario}'${secured}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const found = line.match(/wss?:\/\/\S+/);
      if (found) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`the simulator ended with ${code}: ${command}`)));
    setTimeout(() => reject(new Error('the simulator did not tell its URL within 60 s')), 60_000).unref();
  });
  return {
    url: `${url}?model=gpt-realtime-2.1`,
    origin: new URL(url.replace(/^ws/, 'http')).origin,
    ca: tls ? readFileSync(caFile) : undefined,
    stop: () => {
      child.kill();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** The samples of one of the simulator's voices. */
export function clip(name) {
  const wav = readFileSync(join(here, '../../main/resources/earshot/simulator/voices', `${name}.wav`));
  return wav.subarray(44);
}
