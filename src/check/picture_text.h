/* Texts of a picture: by characters of UTF-8, cut so that they fit, escaped. */
#ifndef TN_CHECK_PICTURE_TEXT_H
#define TN_CHECK_PICTURE_TEXT_H

#include "base/buf.h"
#include "thinnet/source.h"

/* Cut at `most` characters with an ellipsis; whole characters of UTF-8. */
void tn__copy_head(char *out, size_t size, const char *text, int most);
/* The end of a name, which tells layers of one block apart. */
void tn__copy_tail(char *out, size_t size, const char *text, int most);
int tn__count_characters(const char *text);
/* "[N, 3, 32, 32]" */
void tn__print_shape(const tn_shape *shape, char *out, size_t size);
void tn__put_xml(tn__buf *out, const char *text);
/* Bytes of the first line of a text that is broken at blanks, where one has at most so many characters. */
size_t tn__line_length(const char *text, int most);

#endif
