/** yargs' small parser without its look-ups of environment and package. */
declare module 'yargs-parser/browser' {
  import parse from 'yargs-parser';

  export default parse;
}
