/**
 * `f.toString()` shall give what the learner wrote, not what it was compiled to. So every compiled function and class carries
 * a comment that says where its text stands: `/*$$ __cell_3__.ts 10 45 *\/`. The cell thread looks it up.
 */
import ts from "typescript";

/** Writes the comments for one file; `offset` is where the learner's text starts in it. */
export class SourceMarks {
  constructor(
    private readonly source: ts.SourceFile,
    private readonly file: string,
    private readonly offset = 0,
  ) {}

  /** Puts the mark of a function or class before a node that is printed inside of it. */
  mark<Node extends ts.Node>(inside: Node, of: ts.Node): Node {
    const node = ts.getOriginalNode(of);
    const [start, end] = [this.startOf(node) - this.offset, node.end - this.offset];
    const text = `$$ ${encodeURIComponent(this.file)} ${start} ${end} `;
    return ts.addSyntheticLeadingComment(inside, ts.SyntaxKind.MultiLineCommentTrivia, text);
  }

  /** Marks a class, which has no statement of its own, at its first member. */
  markClass(node: ts.ClassLikeDeclaration): void {
    const inside = node.members[0] ?? node.heritageClauses?.[0]?.types[0];
    if (inside) this.mark(inside, node);
  }

  /** The text of a function starts behind `export`, `private` and the like, as it does in JavaScript. */
  private startOf(node: ts.Node): number {
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    const before = modifiers.findLast(
      ({ kind }) => kind !== ts.SyntaxKind.AsyncKeyword && kind !== ts.SyntaxKind.AbstractKeyword,
    );
    if (!before) return node.getStart(this.source);
    const space = /^\s*/.exec(this.source.text.slice(before.end));
    return before.end + (space?.[0].length ?? 0);
  }
}
