module git.fernhollow-code.net/ember/gateway

go 1.22.4

require (
	golang.org/x/sync v0.7.0
	gopkg.in/yaml.v3 v3.0.1
)
