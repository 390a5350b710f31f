/* Which thinnet this is. The macros tell what a program was compiled with, tn_version() what it runs with. */
#ifndef THINNET_VERSION_H
#define THINNET_VERSION_H

#include "thinnet/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The build reads the project's version from these three lines. */
#define TN_VERSION_MAJOR 0
#define TN_VERSION_MINOR 1
#define TN_VERSION_PATCH 0

#define TN_VERSION_JOIN_(a, b, c) #a "." #b "." #c
#define TN_VERSION_TEXT_(a, b, c) TN_VERSION_JOIN_(a, b, c)
/* "0.1.0" */
#define TN_VERSION TN_VERSION_TEXT_(TN_VERSION_MAJOR, TN_VERSION_MINOR, TN_VERSION_PATCH)
/* One number that grows with the version, for #if. */
#define TN_VERSION_NUMBER (TN_VERSION_MAJOR * 10000 + TN_VERSION_MINOR * 100 + TN_VERSION_PATCH)

/* TN_VERSION of the library that runs; borrowed, lives for ever. */
TN_API const char *tn_version(void);

#ifdef __cplusplus
}
#endif
#endif
