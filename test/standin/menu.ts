import type { Menu, MenuItem, MenuItemConstructorOptions } from 'electron';
import { strict } from './provide.ts';

/** A menu is what its template says; roles are Electron's own and do nothing here. */
function build(template: readonly MenuItemConstructorOptions[]): Menu {
  const items = template.map((one) => {
    const { click, submenu, label = '', role, accelerator, type = 'normal' } = one;
    const item = {
      label,
      role,
      accelerator,
      type,
      submenu: Array.isArray(submenu) ? build(submenu) : null,
      click: () => click?.(item, undefined, {}),
    } as unknown as MenuItem;
    return item;
  });
  return strict('Menu', { items }) as unknown as Menu;
}

let applied: Menu | null = null;

/** `Menu`. */
export const menuClass = strict('Menu', {
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => build(template),
  setApplicationMenu: (menu: Menu | null) => void (applied = menu),
  getApplicationMenu: () => applied,
}) as unknown as typeof Menu;
