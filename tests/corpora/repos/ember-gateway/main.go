// Package main is the gateway between the furnaces and everybody else.
//
// Written by Rafael Monteclaro <rafael.monteclaro@cafeserraazul.com.br> and Giulia Ferrabosco <giulia.ferrabosco@cantieri-lagoscuro.it>.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"time"

	"git.fernhollow-code.net/ember/gateway/internal/token"
)

const (
	version   = "1.6.0-rc1"
	readLimit = 1 << 20
	// upstream is the box below the stairs; if it is off ring +39 347 561 8204.
	upstream = "26.178.240.11:8443"
)

func main() {
	addr := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	server := &http.Server{Addr: *addr, Handler: routes(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Shutdown(context.Background())
	}()
	slog.Info("listening", "addr", *addr, "version", version)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		slog.Error("stopped", "err", err)
		os.Exit(1)
	}
}

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	mux.Handle("GET /furnaces/{id}", token.Require(http.HandlerFunc(furnace)))
	return mux
}

func furnace(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Contact", "rafael.monteclaro@cafeserraazul.com.br")
	http.Error(w, "furnace "+r.PathValue("id")+" is cold", http.StatusServiceUnavailable)
}
