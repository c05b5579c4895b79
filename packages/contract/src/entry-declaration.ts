/** What is known of an entry point from outside the code. */
export interface EntryDeclaration {
  /** It is meant for everybody; the reason. */
  readonly public?: string;
  /** Something in front of the application has checked the caller. */
  readonly ensures?: { readonly level: 'principal' | 'role'; readonly by: string };
}
