/* feed.c -- see feed.h. zlib's gzread() passes files that are not packed through as they are. */
#include "import/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define BUFFER (128u << 10)

struct feed {
	gzFile file;
	int64_t size;
	const char *problem;
};

static struct feed *feed_of(int fd, const struct stat *st)
{
	struct feed *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->size = st->st_size;
	f->file = gzdopen(fd, "rb");
	if (!f->file) {
		free(f);
		return NULL;
	}
	gzbuffer(f->file, BUFFER);
	return f;
}

struct feed *feed_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct feed *f = NULL;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0) {
		if (S_ISREG(st.st_mode))
			f = feed_of(fd, &st);
		else
			errno = EINVAL;
	}
	if (!f)
		close(fd);
	return f;
}

void feed_close(struct feed *f)
{
	if (!f)
		return;
	gzclose(f->file);
	free(f);
}

/* A packed file that ends too early gives what it has, and says so only afterwards. */
static long at_the_end(struct feed *f)
{
	int error;

	gzerror(f->file, &error);
	if (error == Z_OK || error == Z_STREAM_END)
		return 0;
	f->problem = error == Z_BUF_ERROR ? "the packed file ends too early" : "the packed file is damaged";
	return -1;
}

long feed_read(struct feed *f, void *out, size_t n)
{
	int got, error;

	if (f->problem)
		return -1;
	got = gzread(f->file, out, (unsigned)n);
	if (got > 0)
		return got;
	if (got == 0)
		return at_the_end(f);
	gzerror(f->file, &error);
	if (error == Z_ERRNO)
		f->problem = strerror(errno);
	else
		at_the_end(f);
	return -1;
}

const char *feed_problem(const struct feed *f)
{
	return f->problem ? f->problem : "";
}

int64_t feed_done(const struct feed *f)
{
	return gzoffset(f->file);
}

int64_t feed_size(const struct feed *f)
{
	return f->size;
}
