/* spool.c -- see spool.h. Text by text behind one another, through a buffer; read back by place. */
#include "import/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"

#define SPOOL_BUFFER (256u << 10)

struct spool {
	int fd;
	int error;
	int64_t written; /* bytes in the file; those in the buffer come behind them */
	size_t n;
	char buffer[SPOOL_BUFFER];
};

struct spool *spool_open(void)
{
	const char *directory = getenv("TMPDIR");
	struct spool *s = calloc(1, sizeof(*s));
	char path[4096];

	must(s);
	snprintf(path, sizeof(path), "%s/bothy-import-XXXXXX", directory && *directory ? directory : "/tmp");
	s->fd = mkostemp(path, O_CLOEXEC);
	if (s->fd < 0) {
		free(s);
		return NULL;
	}
	unlink(path);
	return s;
}

void spool_close(struct spool *s)
{
	if (!s)
		return;
	close(s->fd);
	free(s);
}

static void put(struct spool *s, const char *data, size_t n)
{
	ssize_t done;

	for (; n > 0 && !s->error; data += done, n -= (size_t)done) {
		done = pwrite(s->fd, data, n, s->written);
		if (done < 0 && errno != EINTR)
			s->error = errno;
		if (done < 0)
			done = 0;
		s->written += done;
	}
}

static void flush(struct spool *s)
{
	put(s, s->buffer, s->n);
	s->n = 0;
}

struct kept spool_keep(struct spool *s, const char *text)
{
	size_t n = text ? strlen(text) : 0;
	struct kept k = {0};

	if (n == 0)
		return k;
	must(n < UINT32_MAX);
	if (s->n + n > SPOOL_BUFFER)
		flush(s);
	k.at = s->written + (int64_t)s->n;
	k.n = (uint32_t)n;
	if (n > SPOOL_BUFFER) {
		put(s, text, n);
		return k;
	}
	memcpy(s->buffer + s->n, text, n);
	s->n += n;
	return k;
}

const char *spool_text(struct spool *s, struct arena *a, struct kept text)
{
	ssize_t got;
	size_t n;
	char *out;

	if (text.n == 0)
		return NULL;
	if (s->n)
		flush(s);
	out = arena_alloc(a, (size_t)text.n + 1);
	for (n = 0; n < text.n; n += (size_t)got) {
		got = pread(s->fd, out + n, text.n - n, text.at + (int64_t)n);
		if (got < 0 && errno == EINTR)
			got = 0;
		else if (got <= 0) {
			s->error = got < 0 ? errno : EIO;
			return NULL;
		}
	}
	return out;
}

bool spool_ok(const struct spool *s, int *error)
{
	*error = s->error;
	return s->error == 0;
}
