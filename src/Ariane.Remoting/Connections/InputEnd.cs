namespace Ariane.Remoting.Connections;

/// <summary>Why a connection reads no more.</summary>
/// <param name="Reason">In words.</param>
/// <param name="IsMalformed">The peer sent what is no frame.</param>
/// <param name="IsBroken">The transport failed.</param>
internal readonly record struct InputEnd(string Reason, bool IsMalformed = false, bool IsBroken = false);
