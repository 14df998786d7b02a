-- Who wrote a version of a policy finds that in the archive of his data, which work makes.
GRANT SELECT ON community.policy_version TO bothy_work;
