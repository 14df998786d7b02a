/* craft_jobs.c -- see craft_jobs.h. */
#include "unit/craft_jobs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "craft/craft.h"
#include "loop/loop.h"

static unsigned unfinished;

static void job_run(struct task *t)
{
	struct job *job = (struct job *)t;

	job->ask(job);
}

static void job_done(struct task *t)
{
	struct job *job = (struct job *)t;

	job->finished = true;
	task_end(t);
	if (--unfinished == 0)
		loop_stop();
}

void craft_job_start(struct job *job, int timeout_ms)
{
	unfinished++;
	task_start(&job->task, job_run, job_done, timeout_ms);
}

void craft_jobs_finish(void)
{
	if (unfinished)
		loop_run();
}

void craft_job_alone(struct job *job)
{
	craft_job_start(job, 20000);
	craft_jobs_finish();
}

void craft_ask_markdown(struct job *job)
{
	craft_markdown_wait(&job->task, job->text, &job->rendered);
	snprintf(job->copy, sizeof(job->copy), "%.*s", (int)job->rendered.html.n, job->rendered.html.s);
	snprintf(job->plain, sizeof(job->plain), "%.63s", job->rendered.plain);
}

void craft_ask_html(struct job *job)
{
	craft_html_wait(&job->task, job->text, &job->rendered);
	snprintf(job->copy, sizeof(job->copy), "%.*s", (int)job->rendered.html.n, job->rendered.html.s);
	snprintf(job->markdown, sizeof(job->markdown), "%.63s", job->rendered.markdown);
}

void craft_ask_hash(struct job *job)
{
	snprintf(job->copy, sizeof(job->copy), "%s", craft_password_hash_wait(&job->task, job->text));
}

void craft_ask_verify(struct job *job)
{
	job->right = craft_password_verify_wait(&job->task, job->hash, job->text);
}

char *craft_long_text(char byte, size_t n)
{
	char *text = malloc(n + 1);

	assert_non_null(text);
	memset(text, byte, n);
	text[n] = 0;
	return text;
}
