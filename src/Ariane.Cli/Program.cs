using Ariane.Cli.Commands;

// Requests are handled on the thread that the socket's events arrive on, without a hand-over to the thread pool: that
// halves the CPU of a request that comes alone (docs/performance.md). The runtime reads it at the first use
// of a socket.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
    Environment.SetEnvironmentVariable(InlineCompletions, "1");

return await ArianeCommand.RunAsync(args);
