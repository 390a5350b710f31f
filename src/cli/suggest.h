/* Did you mean ...? */
#ifndef TN_CLI_SUGGEST_H
#define TN_CLI_SUGGEST_H

/* Insertions, deletions, replacements and swaps of neighbours that turn a into b; texts are cut at
 * 64 bytes. */
int cli_distance(const char *a, const char *b);
/* Whether somebody who typed `typed` may have meant `name`. */
int cli_is_near(const char *typed, const char *name);

#endif
