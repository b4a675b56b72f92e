/** The long specs of the window, in a browser and in the desktop application on its stand-in. Arguments go to Playwright: names of specs, `--project=loopback-long`. */
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp({ window: true });
const words = process.argv.slice(2);
const projects = words.some((word) => word.startsWith('--project')) ? [] : ['--project=loopback-long', '--project=standin-long'];
process.exit(run(process.execPath, [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', ...projects, ...words]));
