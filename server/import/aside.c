/* aside.c -- see aside.h. */
#include "import/aside.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "import/records.h"

void aside_begin(struct aside *a, const char *path)
{
	*a = (struct aside){0};
	must(asprintf(&a->path, "%s.rejected", path) > 0);
	unlink(a->path);
}

void aside_header(struct aside *a, const char *line, size_t n)
{
	a->header = malloc(n + 1);
	must(a->header);
	memcpy(a->header, line, n);
	a->header_n = n;
}

static void put(struct aside *a, const char *s, size_t n)
{
	fwrite(s, 1, n, a->file);
	if (n == 0 || s[n - 1] != '\n')
		putc('\n', a->file);
}

static bool ready(struct aside *a)
{
	int fd;

	if (a->file || a->failed)
		return !a->failed;
	fd = open(a->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	a->file = fd < 0 ? NULL : fdopen(fd, "w");
	a->failed = !a->file;
	if (a->file && a->header)
		put(a, a->header, a->header_n);
	return !a->failed;
}

void aside_put(struct aside *a, int64_t line, const char *why, const char *record, size_t n)
{
	a->count++;
	if (!ready(a))
		return;
	fprintf(a->file, RECORD_ASIDE "%lld: %s\n", (long long)line, why);
	put(a, record, n);
}

bool aside_end(struct aside *a)
{
	if (a->file && (ferror(a->file) | fclose(a->file)) != 0)
		a->failed = true;
	free(a->header);
	return !a->failed;
}
