export { distance, nearestWord, suggestion } from './nearest-word';
export { formatPath, type LocatedProblem, type Problem } from './problem';
export { schemaError, schemaProblems, type SchemaError } from './schema-problems';
export { readYaml, type YamlText } from './yaml-text';
