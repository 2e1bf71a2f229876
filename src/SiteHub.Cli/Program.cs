Console.WriteLine("sitehub");
