// What every browser that the elements support has, and TypeScript 4.8 does not know.

interface String {
  toWellFormed(): string;
}

interface Array<T> {
  findLastIndex(isSought: (item: T) => boolean): number;
}
