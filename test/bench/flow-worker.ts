import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { receiveFlow } from './flow-window.ts';
import { portTransport } from './port-transport.ts';

export interface FlowWindow {
  readonly port: MessagePort;
  readonly terminals: readonly string[];
}

if (parentPort === null) throw new Error('The window of the benchmark is a thread of its own.');
const { port, terminals } = workerData as FlowWindow;
parentPort.postMessage(await receiveFlow(portTransport(port), terminals));
