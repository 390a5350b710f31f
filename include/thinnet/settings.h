/* Settings of the checker in a project's pyproject.toml:
 *
 *   [tool.thinnet]
 *   select = ["TN1", "TN4"]          # only these rules
 *   ignore = ["TN202"]               # none of these
 *   exclude = ["build", "old_*.py"]  # files and folders that are passed over
 *   [tool.thinnet.per-file-ignores]
 *   "tests" = ["TN401"]              # patterns of the shell; their stars match "/" too
 *
 * Patterns are of paths from the folder of pyproject.toml on, or of one part of them. */
#ifndef THINNET_SETTINGS_H
#define THINNET_SETTINGS_H

#include "thinnet/check.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_settings tn_settings;

/* The nearest pyproject.toml that has such a table, in the folder of `path` (or `path` itself, when it is one) and those above
 * it. *out is NULL when there is none, else owned: tn_settings_free. A file that says something wrong is TN_BAD_FORMAT with its
 * line. */
TN_API TN_NODISCARD tn_status tn_settings_find(tn_settings **out, const char *path, tn_error *err);
/* This file; *out is NULL when it has no such table. */
TN_API TN_NODISCARD tn_status tn_settings_read(tn_settings **out, const char *file, tn_error *err);
TN_API void tn_settings_free(tn_settings *settings);              /* NULL is fine */
TN_API const char *tn_settings_file(const tn_settings *settings); /* borrowed */
/* Whether `exclude` has this path. False for NULL settings. */
TN_API bool tn_settings_exclude(const tn_settings *settings, const char *path);
/* tn_report_filter with what the settings (NULL: none) say of the report's file; `select` and `ignore`, where not NULL, count
 * instead of theirs. Where neither selects, gaps are dropped (tn_report_dropped_gaps). */
TN_API TN_NODISCARD tn_status tn_report_configure(tn_report *report, const tn_settings *settings, const char *select,
                                                  const char *ignore, tn_error *err);

#ifdef __cplusplus
}
#endif
#endif
