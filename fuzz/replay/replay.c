/* replay FILE|FOLDER...: runs a fuzz target once over each file, with any compiler. ctest replays the corpus this way, and
 * a file that libFuzzer left behind is looked at with it. Each input lies in a block of exactly its size, so that
 * sanitizers see a read past its end. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int n_files;

static int replay_stream(FILE *stream)
{
    long size = fseek(stream, 0, SEEK_END) == 0 ? ftell(stream) : -1;
    if (size < 0 || fseek(stream, 0, SEEK_SET) != 0) return 1;
    uint8_t *data = malloc(size ? (size_t)size : 1);
    int bad = !data || fread(data, 1, (size_t)size, stream) != (size_t)size;
    if (!bad) {
        LLVMFuzzerTestOneInput(data, (size_t)size);
        n_files++;
    }
    free(data);
    return bad;
}

static int replay_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    /* The name comes first, so that it is the last word of a crash. */
    printf("%s\n", path);
    fflush(stdout);
    int bad = !stream || replay_stream(stream);
    if (bad) perror(path);
    if (stream) fclose(stream);
    return bad;
}

static int replay_path(const char *path)
{
    char inner[4096];
    int bad = 0;
    DIR *folder = opendir(path);
    if (!folder) return replay_file(path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        bad |= replay_file(inner);
    }
    closedir(folder);
    return bad;
}

int main(int argc, char **argv)
{
    int bad = argc < 2;
    for (int i = 1; i < argc; i++) bad |= replay_path(argv[i]);
    printf("%d files\n", n_files);
    return bad || n_files == 0;
}
