import type { Device } from 'bufferswitch';

export function startMonitor(driver: string): Promise<Device>;
