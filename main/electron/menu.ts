import type { MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '../../core/contract/native.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Chosen: what the window is to do. */
  readonly choose: (command: WindowCommand) => void;
  readonly openDocumentation: () => void;
  /** Tools for whoever works on Xenpath; not in what is handed out. */
  readonly developer: boolean;
}

/**
 * The native menus. What Electron has a role for gets it, and with it the platform's own words and shortcuts; the rest is done by the window. Shortcuts
 * are those of the window's own, so that the menu shows what the keys do.
 */
export function menuTemplate({ platform, choose, openDocumentation, developer }: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const item = (label: string, command: WindowCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => choose(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,');
  return [
    ...(mac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              line,
              settings,
              line,
              { role: 'services' as const },
              line,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              line,
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [
        item('New Run…', 'run.new', 'CmdOrCtrl+N'),
        item('Save Report…', 'report.save', 'CmdOrCtrl+S'),
        line,
        ...(mac ? [{ role: 'close' as const }] : [settings, line, { role: 'quit' as const }]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('Commands…', 'palette', 'CmdOrCtrl+K'),
        item('Search All Runs…', 'search', 'CmdOrCtrl+Shift+F'),
        item('Terminals', 'terminals', 'CmdOrCtrl+J'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        line,
        { role: 'reload' },
        ...(developer ? [{ role: 'toggleDevTools' as const }] : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        item('Keyboard Shortcuts', 'shortcuts', 'CmdOrCtrl+/'),
        { label: 'Documentation', click: openDocumentation },
        ...(mac ? [] : [line, { role: 'about' as const }]),
      ],
    },
  ];
}
