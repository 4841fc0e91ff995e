/**
 * Teaches swc's visitor the `using` statement, so that dependency-cruiser can read files that have one; without it, it
 * gives up at the first. To be removed when `npm run check` passes without.
 */
import type { Statement, VariableDeclarator } from '@swc/core';
import swcVisitor from '@swc/core/Visitor.js';

type UsingDeclaration = { readonly type: 'UsingDeclaration'; readonly decls: VariableDeclarator[] };

const { prototype } = swcVisitor.Visitor;
const visitStatement = prototype.visitStatement;

prototype.visitStatement = function (statement: Statement): Statement {
  const using = statement as Statement | UsingDeclaration;
  if (using.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(using.decls);
  return statement;
};
