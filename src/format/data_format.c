#include "format/data_format.h"

#include <stdio.h>

const tn__data_format *tn__data_format_find(const char *path)
{
    static const tn__data_format *const formats[] = {
#define FORMAT(name) &tn__format_##name,
#include "format/formats.def"
#undef FORMAT
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i]->finds(path)) return formats[i];
    return NULL;
}

bool tn__path_join(char *out, size_t size, const char *folder, const char *name)
{
    int length = snprintf(out, size, "%s/%s", folder, name);
    return length >= 0 && (size_t)length < size;
}
