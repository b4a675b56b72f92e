const functions = new Set(['ArrowFunctionExpression', 'FunctionExpression']);

/** The names of the functions that an export declares. */
function functionsOf({ declaration }) {
  if (declaration?.type === 'FunctionDeclaration') return [declaration.id];
  if (declaration?.type !== 'VariableDeclaration') return [];
  return declaration.declarations.filter(({ init }) => functions.has(init?.type)).map(({ id }) => id);
}

/** ESLint rule: a function that is exported says in a docstring right above it what it is for. Overloads share the first one's. */
export const publicDocstring = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: '{{name}} has no docstring: say what it gives, with units, shapes, errors and the source of the fact.' },
  },
  create: (context) => {
    const told = new Set();
    const look = (node) => {
      const above = context.sourceCode.getCommentsBefore(node).at(-1);
      const documented = above?.type === 'Block' && above.value.startsWith('*') && above.loc.end.line === node.loc.start.line - 1;
      for (const { name } of functionsOf(node)) {
        if (documented) told.add(name);
        else if (!told.has(name)) context.report({ node, messageId: 'missing', data: { name } });
      }
    };
    return { ExportNamedDeclaration: look };
  },
};
