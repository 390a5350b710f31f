#include "cli/check_list.h"

#include <stdlib.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/python_files.h"

static bool make_room(void **items, size_t *capacity, size_t n, size_t size)
{
    if (n < *capacity) {
        return true;
    }
    size_t wanted = *capacity ? *capacity * 2 : 64;
    void *larger = reallocarray(*items, wanted, size);
    if (larger) {
        *items = larger;
        *capacity = wanted;
    }
    return larger != NULL;
}

/* --- settings --- */

/* The folder of a path, "." where it names none. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

static cli_exit look_up(cli_check_list *list, char *folder, const tn_settings **out)
{
    tn_error err;
    for (size_t i = list->n_folders; i > 0; i--) { // the last one is most often right
        if (strcmp(list->folders[i - 1].folder, folder) == 0) {
            *out = list->folders[i - 1].settings;
            free(folder);
            return CLI_FINE;
        }
    }
    if (!make_room((void **)&list->folders, &list->folders_capacity, list->n_folders, sizeof *list->folders)) {
        free(folder);
        return cli_no_memory();
    }
    cli_settings_of *one = &list->folders[list->n_folders++];
    *one = (cli_settings_of){.folder = folder};
    if (tn_settings_find(&one->settings, folder, &err) != TN_OK) {
        return cli_report(&err);
    }
    *out = one->settings;
    return CLI_FINE;
}

static cli_exit settings_for(cli_check_list *list, const char *model, const tn_settings **out)
{
    *out = list->given;
    if (list->given || list->no_settings) {
        return CLI_FINE;
    }
    char *folder = cli_is_stdin(model) ? strdup(".") : folder_of(model);
    return folder ? look_up(list, folder, out) : cli_no_memory();
}

static cli_exit open_config(cli_check_list *list, const char *config)
{
    tn_error err;
    list->no_settings = config && strcmp(config, "none") == 0;
    if (!config || list->no_settings) {
        return CLI_FINE;
    }
    if (tn_settings_read(&list->given, config, &err) != TN_OK) {
        return cli_report(&err);
    }
    return list->given ? CLI_FINE : cli_bad_input("add it, or use --config none", "%s has no [tool.thinnet]", config);
}

/* --- files --- */

static cli_exit add(cli_check_list *list, const char *model, bool may_exclude)
{
    const tn_settings *settings;
    cli_exit code = settings_for(list, model, &settings);
    if (code != CLI_FINE || (may_exclude && tn_settings_exclude(settings, model))) {
        return code;
    }
    if (!make_room((void **)&list->items, &list->capacity, list->n, sizeof *list->items)) {
        return cli_no_memory();
    }
    list->items[list->n] = (cli_check_item){strdup(model), settings};
    return list->items[list->n++].model ? CLI_FINE : cli_no_memory();
}

typedef struct adding {
    cli_check_list *list;
    cli_exit code;
    bool something; /* was found in this folder */
} adding;

static void visit(const char *path, void *user)
{
    adding *a = user;
    a->something = true;
    if (a->code == CLI_FINE) {
        a->code = add(a->list, path, true);
    }
}

static void tell_unread(const char *folder, const char *why, void *user)
{
    adding *a = user;
    cli_bad_input(NULL, "cannot read folder %s: %s", folder, why);
    a->list->unread = a->something = true;
}

static void add_argument(adding *a, const char *argument, bool force_exclude)
{
    a->something = false;
    if (!cli_each_python_file(argument, visit, tell_unread, a)) {
        a->code = add(a->list, argument, force_exclude);
    } else if (!a->something) {
        cli_warning("there are no .py files in %s", argument);
    }
}

cli_exit cli_check_list_open(cli_check_list *out, const cli_values *values)
{
    *out = (cli_check_list){0};
    adding a = {out, open_config(out, values->config), false};
    for (int i = 0; i < values->n_arguments && a.code == CLI_FINE; i++) {
        add_argument(&a, values->arguments[i], values->force_exclude);
    }
    return a.code;
}

void cli_check_list_release(cli_check_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->items[i].model);
    }
    for (size_t i = 0; i < list->n_folders; i++) {
        free(list->folders[i].folder);
        tn_settings_free(list->folders[i].settings);
    }
    tn_settings_free(list->given);
    free(list->items);
    free(list->folders);
    *list = (cli_check_list){0};
}
