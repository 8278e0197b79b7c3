/** Jupyter counts a cursor in Unicode characters, JavaScript in UTF-16 units: an emoji is one of the former, two of the latter. */

export function toUnits(text: string, characters: number): number {
  let units = 0;
  let seen = 0;
  for (const character of text) {
    if (seen++ >= characters) break;
    units += character.length;
  }
  return units;
}

export function toCharacters(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}
