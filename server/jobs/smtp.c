/* smtp.c -- see smtp.h. This is the only curl.h. */
#include "jobs/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "loop/child.h"

#define CONNECT_MS 10000
#define SEND_MS	   90000 /* a job's time is a little more */

void smtp_init(void)
{
	must(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
}

struct reading {
	struct slice left;
};

static size_t read_message(char *to, size_t size, size_t count, void *arg)
{
	struct reading *r = arg;
	size_t n = r->left.n < size * count ? r->left.n : size * count;

	memcpy(to, r->left.s, n);
	r->left = (struct slice){r->left.s + n, r->left.n - n};
	return n;
}

/* Whole names: localhost.example.org is somewhere else. */
static bool is_here(const char *server)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
	const char *host = strstr(server, "://");
	size_t i, n;

	host = host ? host + 3 : server;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		n = strlen(names[i]);
		if (strncmp(host, names[i], n) == 0 && (!host[n] || strchr(":/", host[n])))
			return true;
	}
	return false;
}

/* Mail to another machine with a password is encrypted or not sent; without one, encrypted where the server
 * can. Where it is encrypted, the certificate must be right. */
static long encryption(const struct smtp_mail *mail)
{
	return text_empty(mail->user) || is_here(mail->server) ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

static void server_set(CURL *e, const struct smtp_mail *mail)
{
	curl_easy_setopt(e, CURLOPT_URL, mail->server);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)SEND_MS);
	curl_easy_setopt(e, CURLOPT_USE_SSL, encryption(mail));
	if (!text_empty(mail->ca_file)) {
		curl_easy_setopt(e, CURLOPT_CAINFO, mail->ca_file);
		curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
	}
	if (text_empty(mail->user))
		return;
	curl_easy_setopt(e, CURLOPT_USERNAME, mail->user);
	curl_easy_setopt(e, CURLOPT_PASSWORD, mail->password);
}

static enum smtp_outcome outcome_of(CURLcode result, long code)
{
	if (result == CURLE_OK)
		return SMTP_TAKEN;
	if (code >= 500 && code < 600 && (result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY))
		return SMTP_NEVER;
	switch ((int)result) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CONNECT_ERROR:
		return SMTP_UNTRUSTED;
	case CURLE_USE_SSL_FAILED:
		return SMTP_PLAIN;
	case CURLE_LOGIN_DENIED:
		return SMTP_LOGIN;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
		return SMTP_AWAY;
	default:
		return SMTP_LATER;
	}
}

static struct smtp_answer send_mail(const struct smtp_mail *mail)
{
	struct reading reading = {mail->message};
	struct curl_slist *to = curl_slist_append(NULL, mail->to);
	struct smtp_answer answer = {0};
	char detail[CURL_ERROR_SIZE] = "";
	CURL *e = curl_easy_init();
	CURLcode result;

	must(e && to);
	server_set(e, mail);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, detail);
	curl_easy_setopt(e, CURLOPT_MAIL_FROM, mail->from);
	curl_easy_setopt(e, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(e, CURLOPT_READFUNCTION, read_message);
	curl_easy_setopt(e, CURLOPT_READDATA, &reading);
	curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->message.n);
	result = curl_easy_perform(e);
	curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &answer.code);
	answer.outcome = outcome_of(result, answer.code);
	snprintf(answer.why, sizeof(answer.why), "%s", detail[0] ? detail : curl_easy_strerror(result));
	return answer;
}

/* Connects, says EHLO, encrypts and signs in as for a mail, then NOOP and QUIT. */
static struct smtp_answer try_server(const struct smtp_mail *mail)
{
	struct smtp_answer answer = {0};
	char detail[CURL_ERROR_SIZE] = "";
	CURL *e = curl_easy_init();
	CURLcode result;

	must(e);
	server_set(e, mail);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, detail);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, "NOOP");
	result = curl_easy_perform(e);
	curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &answer.code);
	answer.outcome = outcome_of(result, answer.code);
	snprintf(answer.why, sizeof(answer.why), "%s", detail[0] ? detail : curl_easy_strerror(result));
	curl_easy_cleanup(e); /* says QUIT */
	return answer;
}

void smtp_try_child(const struct smtp_mail *mail, int fd)
{
	struct smtp_answer answer;

	child_begin(fd);
	alarm(CONNECT_MS / 1000 + 1);
	answer = try_server(mail);
	_exit(write(CHILD_PIPE, &answer, sizeof(answer)) == sizeof(answer) ? 0 : 1);
}

void smtp_child(const struct smtp_mail *mail, int fd)
{
	struct smtp_answer answer;

	child_begin(fd);
	answer = send_mail(mail);
	_exit(write(CHILD_PIPE, &answer, sizeof(answer)) == sizeof(answer) ? 0 : 1);
}
