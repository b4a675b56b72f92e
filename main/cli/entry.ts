#!/usr/bin/env node
import { main } from './main.ts';

process.exitCode = 0;
await main(process.argv.slice(2));
