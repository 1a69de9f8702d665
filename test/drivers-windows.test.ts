import { listDrivers, openDevice } from 'bufferswitch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import {
  addValue as add,
  addClass,
  classesKey as classes,
  driversKey as drivers,
  reg,
} from './helpers/registry.js';

const ids = {
  noClass: '{11111111-2222-3333-4444-000000000001}',
  gone: '{11111111-2222-3333-4444-000000000002}',
  narrow: '{11111111-2222-3333-4444-000000000003}',
  wide: '{11111111-2222-3333-4444-000000000004}',
};

describe.runIf(process.platform === 'win32')('the registry', () => {
  beforeAll(() => {
    reg('add', `${drivers}\\Test no CLSID`, '/f', '/reg:64');
    add(`${drivers}\\Test bad CLSID`, 'CLSID', 'not a class');
    add(`${drivers}\\Test no class`, 'CLSID', ids.noClass);
    add(`${drivers}\\Test gone`, 'CLSID', ids.gone);
    addClass(ids.gone, '"C:\\nowhere\\driver.dll"');
    add(`${drivers}\\Test narrow`, 'CLSID', ids.narrow, '/reg:32');
    add(`${drivers}\\Tëst 音`, 'CLSID', ids.wide);
    add(`${drivers}\\Tëst 音`, 'Description', 'Überschall 音');
    addClass(ids.wide, '%SystemRoot%\\system32\\kernel32.dll', 'REG_EXPAND_SZ');
  });

  afterAll(() => {
    for (const name of ['Test no CLSID', 'Test bad CLSID', 'Test no class', 'Test gone', 'Tëst 音']) {
      reg('delete', `${drivers}\\${name}`, '/f', '/reg:64');
    }
    reg('delete', `${drivers}\\Test narrow`, '/f', '/reg:32');
    for (const id of [ids.gone, ids.wide]) reg('delete', `${classes}\\${id}`, '/f', '/reg:64');
  });

  function entry(name: string) {
    const found = listDrivers().find((driver) => driver.name === name);
    if (found === undefined) throw new Error(`${name} is not listed`);
    return found;
  }

  test('lists broken entries with the reason, and they hide no other', () => {
    expect(entry('Test no CLSID')).toMatchObject({
      usable: false,
      reason: expect.stringMatching(/no CLSID/),
    });
    expect(entry('Test bad CLSID')).toMatchObject({
      usable: false,
      reason: expect.stringMatching(/not a class/),
    });
    expect(entry('Test no class')).toMatchObject({
      usable: false,
      reason: expect.stringMatching(/not registered/),
    });
    expect(entry('Test gone')).toMatchObject({
      usable: false,
      path: 'C:\\nowhere\\driver.dll',
      reason: expect.stringMatching(/does not exist/),
    });
  });

  test('is read in both widths', () => {
    expect(entry('Test narrow')).toMatchObject({ usable: false, reason: expect.stringMatching(/32-bit/) });
  });

  test('gives names as UTF-8 and paths with their variables expanded', () => {
    const found = entry('Tëst 音');
    expect(found).toMatchObject({ id: ids.wide, description: 'Überschall 音', usable: true });
    expect(found.path).toMatch(/^[A-Z]:\\windows\\system32\\kernel32\.dll$/i);
  });

  test('an id leads to the class: what cannot be created tells its HRESULT', async () => {
    const error = await failure(openDevice(ids.wide));
    expect(error.code).toBe('DRIVER_LOAD_FAILED');
    expect(error.message).toMatch(/0x8[0-9A-F]{7}/);
  });
});
