#include "study/handout.h"

#include <dlfcn.h>

tn_status tn__handout_load(const tn__handout **out, const char *path, tn_error *err)
{
    char why[512] = "";
    /* Global: MPI opens parts of its own that need its symbols. Never closed: it has threads. */
    void *module = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!module) {
        tn_status status = tn__fail(err, TN_UNSUPPORTED, "the MPI module cannot be loaded: %s", dlerror());
        tn__help(err, "install Open MPI, or start workers without it: thinnet study worker DIR");
        return status;
    }
    const tn__handout *found = dlsym(module, TN__HANDOUT_SYMBOL);
    if (!found || found->version != TN__HANDOUT_VERSION)
        return tn__fail(err, TN_MISMATCH, "%s is no MPI module of this thinnet", path);
    if (!found->start(why, sizeof why)) return tn__fail(err, TN_UNSUPPORTED, "MPI does not start: %s", why);
    *out = found;
    return TN_OK;
}
