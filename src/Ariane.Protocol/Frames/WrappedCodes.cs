using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Frames;

/// <summary>
/// Codec 1 has 16 bits for the code; the POP family's codes are cut off to numbers that nothing else has.
/// </summary>
internal static class WrappedCodes
{
    private const int FirstPop = (short)((int)RequestCode.PopMessage & 0xFFFF);
    private const int LastPop = (short)((int)RequestCode.PopRollback & 0xFFFF);
    private const int BatchAck = (short)((int)RequestCode.BatchAckMessage & 0xFFFF);

    /// <summary>The request code that was meant by what is left of it.</summary>
    public static int Unwrap(int code) => code switch
    {
        >= FirstPop and <= LastPop => code - FirstPop + (int)RequestCode.PopMessage,
        BatchAck => (int)RequestCode.BatchAckMessage,
        _ => code,
    };
}
