namespace Ariane.Storage;

/// <summary>A store cannot be opened or go on; the message says what, where and what to do.</summary>
public sealed class StoreException(string message, Exception? inner = null) : IOException(message, inner);
