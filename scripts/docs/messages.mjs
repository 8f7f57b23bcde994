// Every message that the product has for an operator, read from the source: the texts of the typed errors.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import { root } from '../setup.mjs';

/** Where messages are made. */
const packages = [
  'servicetitan-client',
  'airbyte-runtime',
  'source-servicetitan',
  'destination-legacy-ingest',
  'legacy-format',
  'legacy-format-cli',
  'fleet',
  'n8n-nodes-servicetitan',
];

/** Errors whose first argument is the message, and where people meet them. */
const classes = {
  CommandError: 'command line',
  AirbyteError: 'command line',
  MismatchError: 'system',
};

const programOf = (name) => {
  const path = join(root, name, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, (file) => readFileSync(file, 'utf8'));
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, join(root, name));
  return ts.createProgram(parsed.fileNames, { ...parsed.options, noEmit: true });
};

/** What a person would call the value of an expression: its last name. */
function nameOf(node) {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments;
    const callee = nameOf(node.expression);
    if (['String', 'quote', 'shown', 'listed'].includes(callee) && first !== undefined) return nameOf(first);
    return ['join', 'map', 'trim', 'toString', 'toLocaleString', 'slice'].includes(callee) &&
      ts.isPropertyAccessExpression(node.expression)
      ? nameOf(node.expression.expression)
      : callee;
  }
  if (ts.isElementAccessExpression(node) || ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node))
    return nameOf(node.expression);
  if (ts.isBinaryExpression(node)) return nameOf(node.left);
  return 'value';
}

/** The declaration of a name, through imports. */
function declarationOf(node, checker) {
  let symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node);
  if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  return symbol?.valueDeclaration;
}

/** The texts that a function can return; undefined when it is no function with a body. */
function returnsOf(declaration) {
  const body =
    declaration &&
    (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)
      ? declaration.initializer
      : declaration);
  if (body === undefined || !ts.isFunctionLike(body) || body.body === undefined) return undefined;
  if (!ts.isBlock(body.body)) return [body.body];
  const found = [];
  const visit = (node) => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(body.body, visit);
  return found;
}

/** Who can help, by failure type. */
export const helpers = {
  config: 'who set the connection up',
  transient: 'time: the next attempt may do it',
  system: 'the developers',
};

const maxDepth = 6;

/**
 * The texts that an expression can be, with `{names}` for what is not known before it happens.
 * @returns {string[]}
 */
function textsOf(node, checker, depth = 0) {
  const deeper = (inner) => textsOf(inner, checker, depth + 1);
  const unknown = [`{${nameOf(node)}}`];
  if (depth > maxDepth) return unknown;
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return deeper(node.expression);
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce(
      (texts, { expression, literal }, at) => {
        // What a message opens with says what happened.
        const opens = at === 0 && node.head.text === '';
        const inner = opens ? deeper(expression) : shortTexts(expression);
        return texts.flatMap((text) => inner.map((more) => `${text}${more}${literal.text}`));
      },
      [node.head.text],
    );
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return deeper(node.left).flatMap((left) => deeper(node.right).map((right) => `${left}${right}`));
  if (ts.isFunctionLike(node)) return (returnsOf(node) ?? []).flatMap(deeper);
  if (ts.isConditionalExpression(node)) return [...deeper(node.whenTrue), ...deeper(node.whenFalse)];
  if (ts.isCallExpression(node)) {
    if (ts.isPropertyAccessExpression(node.expression) && ['trim', 'trimEnd'].includes(node.expression.name.text))
      return deeper(node.expression.expression);
    const returned = returnsOf(declarationOf(node.expression, checker));
    return returned === undefined || returned.length === 0 ? unknown : returned.flatMap(deeper);
  }
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
    const declaration = declarationOf(node, checker);
    if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined)
      return ts.isFunctionLike(declaration.initializer)
        ? (returnsOf(declaration) ?? []).flatMap(deeper)
        : deeper(declaration.initializer);
  }
  return unknown;

  /** Inside of a text only constants are spelled out: a choice would make a message of every combination. */
  function shortTexts(expression) {
    const declaration = ts.isIdentifier(expression) ? declarationOf(expression, checker) : undefined;
    const constant =
      declaration && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
        ? declaration.initializer
        : undefined;
    if (constant !== undefined && ts.isStringLiteralLike(constant)) return [constant.text];
    return [`{${nameOf(expression)}}`];
  }
}

const member = (object, name) => {
  const found = object.properties.find((property) => property.name?.text === name);
  if (found === undefined) return undefined;
  return ts.isPropertyAssignment(found)
    ? found.initializer
    : ts.isShorthandPropertyAssignment(found)
      ? found.name
      : undefined;
};

/** The parameter of the function around a node that a name stands for: its callers give the text. */
function parameterOf(node, checker) {
  const declaration = ts.isIdentifier(node) ? declarationOf(node, checker) : undefined;
  if (declaration === undefined || !ts.isParameter(declaration)) return undefined;
  const owner = declaration.parent;
  const named = ts.isArrowFunction(owner) && ts.isVariableDeclaration(owner.parent) ? owner.parent : owner;
  return named.name === undefined ? undefined : { owner: named, at: owner.parameters.indexOf(declaration) };
}

/** Whether the callers of a function give words or whole sentences for a parameter. */
function isWord({ owner, at }, files, checker) {
  let words = true;
  const visit = (node) => {
    if (
      ts.isCallExpression(node) &&
      node.arguments[at] !== undefined &&
      declarationOf(node.expression, checker) === owner
    )
      words = words && textsOf(node.arguments[at], checker).every((text) => !/[.?]$/.test(text));
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return words;
}

function messagesOf(name) {
  const program = programOf(name);
  const checker = program.getTypeChecker();
  const own = program.getSourceFiles().filter(({ fileName }) => {
    const path = relative(join(root, name), fileName);
    return (
      !path.startsWith('..') &&
      !path.includes('node_modules') &&
      !fileName.endsWith('.d.ts') &&
      !/(^|\/)(test|generated|dist|lib)\//.test(path)
    );
  });
  const found = [];
  const wrappers = [];
  const add = (expression, who, file, rest = '') => {
    const parameter = parameterOf(expression, checker);
    if (parameter !== undefined) {
      wrappers.push({ ...parameter, who, rest });
      return;
    }
    if (ts.isTemplateExpression(expression) && expression.head.text === '') {
      const [{ expression: opening }] = expression.templateSpans;
      const opener = parameterOf(opening, checker);
      const [text = ''] = textsOf(expression, checker);
      if (opener !== undefined) wrappers.push({ ...opener, who, rest: text.slice(`{${nameOf(opening)}}`.length) });
      // A short opening, such as a name, is no message of its own: its callers only fill it in.
      if (opener !== undefined && !isWord(opener, own, checker)) return;
    }
    for (const text of textsOf(expression, checker))
      found.push({ text: `${text}${rest}`, who, file: relative(root, file.fileName) });
  };
  const eachNode = (visit) => {
    for (const file of own) {
      const walk = (node) => {
        visit(node, file);
        ts.forEachChild(node, walk);
      };
      walk(file);
    }
  };
  eachNode((node, file) => {
    if (ts.isObjectLiteralExpression(node)) {
      const [message, failure] = [member(node, 'message') ?? member(node, 'text'), member(node, 'failureType')];
      if (message !== undefined && failure !== undefined)
        add(message, ts.isStringLiteralLike(failure) ? failure.text : 'depends', file);
    }
    if (ts.isNewExpression(node) && node.arguments?.[0] !== undefined) {
      const error = node.expression.getText(file);
      if (error in classes) add(node.arguments[0], classes[error], file);
    }
  });
  const wrapped = [...wrappers];
  eachNode((node, file) => {
    if (!ts.isCallExpression(node)) return;
    const declaration = declarationOf(node.expression, checker);
    for (const { owner, at, who, rest } of wrapped)
      if (declaration === owner && node.arguments[at] !== undefined) {
        const failure = node.arguments.find((argument) => ts.isStringLiteralLike(argument) && argument.text in helpers);
        add(node.arguments[at], failure?.text ?? who, file, rest);
      }
  });
  // What ServiceTitan answers has its words in one place.
  for (const file of own.filter(({ fileName }) => fileName.endsWith('/error-messages.ts')))
    for (const statement of file.statements.filter(ts.isVariableStatement))
      for (const declaration of statement.declarationList.declarations)
        if (statement.modifiers !== undefined && ts.isFunctionLike(declaration.initializer ?? declaration))
          for (const text of textsOf(declaration.initializer, checker))
            found.push({ text, who: 'depends', file: relative(root, file.fileName) });
  return found;
}

/** @returns {{ text: string, who: string, file: string, package: string }[]} each text once in its package */
export function allMessages() {
  return packages.flatMap((name) => {
    const seen = new Set();
    return messagesOf(name)
      .map((message) => ({ ...message, package: name, text: message.text.replace(/\s+/g, ' ').trim() }))
      .filter(({ text }) => !seen.has(text) && seen.add(text));
  });
}
